"""The description of the SOAP binding (WSDL 1.1): one operation, document-literal over HTTP."""

from lxml import etree
from lxml.builder import ElementMaker

from contracts.soap import xsd
from contracts.soap.messages import ACTION, ANSWER, NAMESPACE, PATH, PROBLEM, REQUEST
from contracts.soap.shapes import Element

FILE = "information.wsdl"

_WSDL, _SOAP = "http://schemas.xmlsoap.org/wsdl/", "http://schemas.xmlsoap.org/wsdl/soap/"
_HTTP = "http://schemas.xmlsoap.org/soap/http"
_DOC = (
    "Electronic service 3.11.01: information on the results and course of execution of execution documents. Requests"
    " are authenticated in HTTP headers, as everywhere in the service; names come in the language of Accept-Language."
)

_W = ElementMaker(namespace=_WSDL, nsmap={"wsdl": _WSDL, "soap": _SOAP, "lea": NAMESPACE})
_S = ElementMaker(namespace=_SOAP)
_X = ElementMaker(namespace=xsd.XSD, nsmap={"xs": xsd.XSD})


def rendered(server: str = "http://localhost:8000") -> bytes:
    """The description with the address of a server, which has neither path nor final slash."""
    described = _W.definitions(
        _W.documentation(_DOC),
        _W.types(_X.schema(_X("import", namespace=NAMESPACE, schemaLocation=xsd.FILE))),
        *(_message(element) for element in (REQUEST, ANSWER, PROBLEM)),
        _port_type(),
        _binding(),
        _W.service(
            _W.port(_S.address(location=f"{server}{PATH}"), name="InformationPort", binding="lea:InformationBinding"),
            name="InformationService",
        ),
        name="InformationService",
        targetNamespace=NAMESPACE,
    )
    return etree.tostring(described, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _message(element: Element) -> etree._Element:
    message: etree._Element = _W.message(_W.part(name="parameters", element=f"lea:{element.name}"), name=element.name)
    return message


def _port_type() -> etree._Element:
    operation = _W.operation(
        _W.documentation("Ask for enforcement proceedings by one or many look-ups, as they stand or as of a day."),
        _W.input(message=f"lea:{REQUEST.name}"),
        _W.output(message=f"lea:{ANSWER.name}"),
        _W.fault(message=f"lea:{PROBLEM.name}", name="problem"),
        name="information",
    )
    port_type: etree._Element = _W.portType(operation, name="Information")
    return port_type


def _binding() -> etree._Element:
    operation = _W.operation(
        _S.operation(soapAction=ACTION, style="document"),
        _W.input(_S.body(use="literal")),
        _W.output(_S.body(use="literal")),
        _W.fault(_S.fault(name="problem", use="literal"), name="problem"),
        name="information",
    )
    style = _S.binding(style="document", transport=_HTTP)
    binding: etree._Element = _W.binding(style, operation, name="InformationBinding", type="lea:Information")
    return binding
